/** What a worker announced of itself, or what is wrong with it. */
import {
  type AnnouncedWorker,
  type Announcement,
  faultOfAnnouncement,
  type PayloadCodecs,
  type ReadyRecord,
} from '@errand/protocol'

export type ReadAnnouncement =
  | { readonly workers: readonly AnnouncedWorker[]; readonly fault?: undefined }
  | { readonly fault: string }

export function readAnnouncement(record: ReadyRecord, codecs: PayloadCodecs): ReadAnnouncement {
  try {
    const announcement = codecs.decode(record)
    const fault = faultOfAnnouncement(announcement)
    return fault === undefined ? { workers: (announcement as Announcement).workers } : { fault }
  } catch (error) {
    return { fault: `its announcement cannot be read: ${String(error)}` }
  }
}
