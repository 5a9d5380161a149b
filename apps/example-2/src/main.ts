// Ten workers on two event loops that speak through temporary dealers.
export {};
