/** What the sockets' side counts. */
export interface TrafficCounters {
  /** Packets, records and objects that could not be read, or that their sender may not send. */
  violations: number
  /** Records of kinds that are not known here, among them. */
  unknownKinds: number
}

export function newTrafficCounters(): TrafficCounters {
  return { violations: 0, unknownKinds: 0 }
}
