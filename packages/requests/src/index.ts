// The calling side without I/O, shared by client and worker: pending requests, their deadlines and their cancellation.
export {};
