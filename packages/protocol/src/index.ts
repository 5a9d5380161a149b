/**
 * @errand/protocol: what errand's peers say to each other. Records, packets, limits, payload codecs, failure codes,
 * launch descriptors and the JSON profile; no sockets, no clocks, no dependencies.
 */
export { bytesBeyond } from './body-bytes.js'
export { EncodedBody, isEncodedBody } from './encoded-body.js'
export { ProtocolError } from './errors.js'
export type { ProtocolErrorCode } from './errors.js'
export { failureKinds, isFailureCode } from './failures.js'
export type { ErrorDetail, FailureCode, FailureDetail, FailureKind, InputIssue, ServedContract } from './failures.js'
export { isJsonObject, isJsonProfile, jsonFields, parseJsonMessage } from './json-profile.js'
export type { JsonMessage, JsonRequest } from './json-profile.js'
export { faultOfAnnouncement } from './announcement.js'
export type { AnnouncedWorker, Announcement } from './announcement.js'
export { lastWords, readLastWords } from './last-words.js'
export type { LastWords } from './last-words.js'
export { launchKey, launchVariable, readLaunchDescriptor } from './launch-descriptor.js'
export type {
  ComputeLaunch,
  LaunchBasis,
  LaunchDescriptor,
  LoopLaunch,
  PortPacket,
  ProcessLaunch,
  SocketThreadLaunch,
  WorkerLaunch,
} from './launch-descriptor.js'
export { defaultLimits, resolveLimits } from './limits.js'
export type { ProtocolLimits } from './limits.js'
export { assertName, formatRoutingId, isName, nameCharsMax, nameOf, peerOf } from './names.js'
export type { RoutingId } from './names.js'
export { Numbered } from './numbered.js'
export { hasMethods, isListOf, isNumberIn, isOptions, unknownOption } from './option-values.js'
export { decodePacket } from './packet-decoder.js'
export type { DecodedPacket, IncomingFrame } from './packet-decoder.js'
export { packetEncoder, packetOf } from './packet-encoder.js'
export type { FrameForms, OutgoingFrame, PacketEncoder } from './packet-encoder.js'
export { packetPrefix, packetVersion } from './packet-layout.js'
export { bytesCodec, payloadCodecs } from './payload.js'
export type { PayloadCodec, PayloadCodecs } from './payload.js'
export { emptyPayload, linkId } from './record.js'
export type {
  AcceptedRecord,
  AnswerRecord,
  CancelRecord,
  ChunkRecord,
  CreditRecord,
  FailureRecord,
  FindRecord,
  GoodbyeRecord,
  HeartbeatRecord,
  Identified,
  InterimRecord,
  OutcomeRecord,
  Payload,
  ProgressRecord,
  PullRecord,
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
export { shown } from './shown.js'
export { fieldTypes, mayTravel, recordKinds } from './record-kinds.js'
export type { FieldName, FieldType, OptionName, RecordKindName, Sender } from './record-kinds.js'
export { startFileBytes, StartFileReader, StartFileWriter } from './start-file.js'
export type { WriteAt } from './start-file.js'
export { isThenable } from './thenable.js'
export { newStartLog, StartLogReader, StartLogWriter } from './start-log.js'
export type { StartReader, StartWriter } from './start-log.js'
export type { Violation, ViolationCode } from './violation.js'
