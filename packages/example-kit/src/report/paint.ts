/** Colours, where they can be seen: not in a pipe, and not where NO_COLOR is set. */
import { styleText } from 'node:util'

type Colour = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow'

export type Paint = (colour: Colour, text: string) => string

/** @param stream where the text will be written; `styleText` looks whether it shows colours */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (colour, text) => styleText(colour, text, { stream })
}

export const unpainted: Paint = (_, text) => text
