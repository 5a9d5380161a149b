// The client role: requests to workers and services through a broker, each ending within its deadline.
export {};
