// The only package that knows ZeroMQ: batched sending and receiving, wake-ups, temporary dealers and ordered closing, with an in-memory twin.
export {};
