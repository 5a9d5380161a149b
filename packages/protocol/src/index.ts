// The messages of errand: records, packets, limits, payload codecs, failure codes and launch descriptors, as pure data.
export {};
