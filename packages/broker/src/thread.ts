// Entry module of a thread that runs a broker.
export {};
