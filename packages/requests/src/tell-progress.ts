/** Tells a caller how far its request is. What it throws is thrown where nobody else is hurt by it. */
export function tellProgress(onProgress: (progress: unknown) => void, progress: unknown): void {
  try {
    onProgress(progress)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
