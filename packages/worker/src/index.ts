// The worker role: runs handlers on dedicated threads or on a pool of event loops.
export {};
