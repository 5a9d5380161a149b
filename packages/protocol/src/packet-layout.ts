/**
 * The marks of a packet's first frame, in one place for encoder and decoder.
 *
 * ```
 * E 1   q 17 , worker.3 , 30000 , 1 , 0 , j 24 ;   { … 24 characters of JSON … }   r 16 , 0 , …
 * ─┬─   ┬ ─────────┬───────────────   ┬   ─┬── ┬   ──────────────┬──────────────   ─┬─
 *  │    │          fields, by kind    │    │   end of header     body, inline        next record
 *  │    kind                          │    body: codec letter and place
 *  encoding and version               characters of metadata between header and body
 *
 * place   24   the next 24 characters (base64 of the bytes, for a bytes codec)
 *         *    a frame of its own, raw
 *         ~    a frame of its own, base64 (from a thread that may only send strings)
 *         -    instead of codec and place: no body
 * ```
 */
export const packetMark = 'E'

/** Version of the packet encoding; a reader refuses any other. */
export const packetVersion = '1'

export const packetPrefix: string = packetMark + packetVersion

export const ownFrameRaw = '*'
export const ownFrameBase64 = '~'
export const noBody = '-'

/** The codec letter of JSON, the one codec whose text form is the text itself and not base64. */
export const jsonLetter = 'j'

/** First byte of a message of the JSON profile: `{`. */
export const jsonProfileMark = 0x7b
