// The broker role: routes requests to workers, and launches, feeds, stops and joins them.
export {};
