/**
 * @errand/protocol: what errand's peers say to each other. Records, packets, limits, payload codecs, failure codes,
 * launch descriptors and the JSON profile; no sockets, no clocks, no dependencies.
 */
export { ProtocolError } from './errors.js'
export type { ProtocolErrorCode } from './errors.js'
export { failureKinds, isFailureCode } from './failures.js'
export type { FailureCode, FailureDetail, FailureKind } from './failures.js'
export { isJsonObject, isJsonProfile, jsonFields, parseJsonMessage } from './json-profile.js'
export type { JsonMessage, JsonRequest } from './json-profile.js'
export { faultOfAnnouncement, launchKey, readLaunchDescriptor } from './launch-descriptor.js'
export type {
  AnnouncedWorker,
  Announcement,
  LaunchBasis,
  LaunchDescriptor,
  LoopLaunch,
  PortPacket,
  WorkerLaunch,
} from './launch-descriptor.js'
export { defaultLimits, resolveLimits } from './limits.js'
export type { ProtocolLimits } from './limits.js'
export { assertName, formatRoutingId, isName, nameCharsMax, nameOf, peerOf } from './names.js'
export type { RoutingId } from './names.js'
export { decodePacket } from './packet-decoder.js'
export type { DecodedPacket, IncomingFrame } from './packet-decoder.js'
export { packetEncoder } from './packet-encoder.js'
export type { FrameForms, OutgoingFrame, PacketEncoder } from './packet-encoder.js'
export { packetPrefix, packetVersion } from './packet-layout.js'
export { bytesCodec, payloadCodecs } from './payload.js'
export type { PayloadCodec, PayloadCodecs } from './payload.js'
export { emptyPayload, linkId } from './record.js'
export type {
  CancelRecord,
  CreditRecord,
  FailureRecord,
  GoodbyeRecord,
  Identified,
  OutcomeRecord,
  Payload,
  ReadyRecord,
  RecordOf,
  ReplyRecord,
  RequestRecord,
  StopRecord,
  StoppedRecord,
  TaskRecord,
  WireRecord,
  WithPayload,
} from './record.js'
export { fieldTypes, mayTravel, recordKinds } from './record-kinds.js'
export type { FieldName, FieldType, RecordKindName, Sender } from './record-kinds.js'
export type { Violation, ViolationCode } from './violation.js'
