/** A worker's module that keeps its thread alive and never announces itself. */
setInterval(() => undefined, 1000)
