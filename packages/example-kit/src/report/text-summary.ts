/** The summary for people. */
import { onCommandLine } from '../flags/flag-table.js'
import type { Summary } from '../summary.js'
import type { Paint } from './paint.js'

/** More workers than this are not listed one by one. */
const listedWorkersMax = 32

const labelWidth = 10

export function textSummary(summary: Summary, paint: Paint): string {
  const { requests, replies, failures, nestedRequests, stoppedBy, flags } = summary
  const row = (label: string, text: string): string => `${paint('bold', label.padEnd(labelWidth))}${text}`
  const failed = Object.entries(failures).map(([code, count]) => `${count} ${code}`)
  return [
    row('requests', `${grouped(requests)}${stoppedBy === undefined ? '' : `, then stopped by ${stoppedBy}`}`),
    row('replies', grouped(replies)),
    row('failures', failed.length === 0 ? '0' : paint('red', failed.join(', '))),
    row('nested', `${grouped(nestedRequests)} requests from worker to worker`),
    ...workerRows(summary).map((text, index) => row(index === 0 ? 'workers' : '', text)),
    row('latency', latencyText(summary)),
    row('duration', durationText(summary)),
    row('flags', flagsText(flags)),
  ].join('\n')
}

/** `0.31 ms` */
export function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`
}

/** As on the command line, so that the run can be made again. */
function flagsText(flags: Summary['flags']): string {
  return Object.entries(flags)
    .map(([name, value]) => `${onCommandLine(name)} ${value}`)
    .join(' ')
}

function grouped(value: number): string {
  return value.toLocaleString('en')
}

function workerRows({ workers }: Summary): readonly string[] {
  const rows = Object.entries(workers)
  if (rows.length > listedWorkersMax) return [spreadText(rows.map(([, { messages }]) => messages))]
  const nameWidth = Math.max(...rows.map(([name]) => name.length))
  const messagesWidth = Math.max(...rows.map(([, { messages }]) => grouped(messages).length))
  const nestedWidth = Math.max(...rows.map(([, { nested }]) => grouped(nested).length))
  return rows.map(([name, { messages, nested }]) => {
    const asked = nested === 0 ? '' : `, ${grouped(nested).padStart(nestedWidth)} nested`
    return `${name.padEnd(nameWidth)}  ${grouped(messages).padStart(messagesWidth)} messages${asked}`
  })
}

function spreadText(messages: readonly number[]): string {
  const busy = messages.filter((count) => count > 0)
  const spread = busy.length === 0 ? '' : `, each ${Math.min(...busy)} to ${Math.max(...busy)} messages`
  return `${grouped(busy.length)} of ${grouped(messages.length)} answered${spread}; --json lists them`
}

function latencyText({ latencyMs }: Summary): string {
  if (latencyMs === undefined) return 'unknown: there was no reply'
  return Object.entries(latencyMs)
    .map(([name, value]) => `${name} ${milliseconds(value)}`)
    .join('   ')
}

function durationText({ durationMs, replies }: Summary): string {
  const perSecond = durationMs === 0 ? '' : `, ${grouped(Math.round(replies / (durationMs / 1000)))} replies a second`
  return `${milliseconds(durationMs)}${perSecond}`
}
