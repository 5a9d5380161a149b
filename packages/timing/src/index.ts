// Time as a port: clocks that a test can hold, a heap of deadlines, and backoff.
export {};
