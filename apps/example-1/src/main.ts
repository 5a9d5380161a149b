// Four dedicated workers, each in a thread of its own, fed through a lane of its own.
export {};
