/** Names to endpoints, by transport; and what of them lies on the disk: private, and never a living broker's. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EndpointBook, endpointBook, type EndpointBookOptions } from '../src/endpoint-book.js'
import { memorySockets } from '../src/memory/memory-sockets.js'
import type { SocketFactory } from '../src/message-socket.js'
import { zeromqSockets } from '../src/zeromq/zeromq-sockets.js'

let directory: string
let sockets: SocketFactory
let books: EndpointBook[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'book-'))
  vi.stubEnv('TMPDIR', directory)
  sockets = zeromqSockets()
  books = []
})

afterEach(() => {
  for (const book of books) book.release()
  sockets.closeAll()
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})

function bookWith(options: EndpointBookOptions): EndpointBook {
  const book = endpointBook(options)
  books.push(book)
  return book
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

/** Of a process that has ended. */
function deadPid(): number {
  return spawnSync('true').pid
}

const lockOf = (path: string): string => join(path, 'errand.lock')

describe('a private ipc directory', () => {
  it('is the user’s own, holds the endpoint by its name, and goes with the book', async () => {
    const book = bookWith({ transport: 'ipc' })
    const [made = ''] = readdirSync(directory)
    expect(made).toMatch(new RegExp(`^errand-${process.pid}-`))
    expect(modeOf(join(directory, made))).toBe('700')
    expect(await book.bind(sockets.open('router'), 'broker')).toBe(`ipc://${join(directory, made, 'broker.ipc')}`)
    expect(existsSync(join(directory, made, 'broker.ipc'))).toBe(true)
    book.release()
    expect(readdirSync(directory)).toEqual([])
    expect(() => book.release()).not.toThrow()
  })

  it('is another for each book', () => {
    bookWith({ transport: 'ipc' })
    bookWith({ transport: 'ipc' })
    expect(readdirSync(directory)).toHaveLength(2)
  })

  it('is removed by the next process if its own was killed; those of living processes stay', () => {
    const dead = `errand-${deadPid()}-abc123`
    const alive = `errand-${process.ppid}-abc123`
    for (const name of [dead, alive, 'errand-notes', 'other']) mkdirSync(join(directory, name))
    writeFileSync(join(directory, dead, 'broker.ipc'), '')
    bookWith({ transport: 'ipc' })
    const left = readdirSync(directory)
    expect(left).not.toContain(dead)
    expect(left).toEqual(expect.arrayContaining([alive, 'errand-notes', 'other']))
  })

  it('must not have too long a path', async () => {
    const book = bookWith({ transport: 'ipc' })
    const bound = book.bind(sockets.open('router'), 'w'.repeat(100))
    await expect(bound).rejects.toMatchObject({
      code: 'invalid-endpoint',
      message: expect.stringMatching(
        /w\.ipc has \d+ bytes, the system allows 107; choose a shorter directory or name$/,
      ),
    })
  })
})

describe('a given ipc directory', () => {
  it('is made private if it is not there, and its files are private', async () => {
    const path = join(directory, 'deep', 'place')
    const book = bookWith({ transport: 'ipc', directory: path })
    expect(modeOf(path)).toBe('700')
    expect(await book.bind(sockets.open('router'), 'worker.1.stop')).toBe(`ipc://${path}/worker.1.stop.ipc`)
    expect(modeOf(join(path, 'worker.1.stop.ipc'))).toBe('600')
  })

  it('is left as it was found', async () => {
    writeFileSync(join(directory, 'mine.txt'), 'keep')
    const book = bookWith({ transport: 'ipc', directory })
    await book.bind(sockets.open('router'), 'broker')
    expect(readdirSync(directory).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'broker.ipc',
      'errand.lock',
      'mine.txt',
    ])
    book.release()
    expect(readdirSync(directory)).toEqual(['mine.txt'])
    expect(() => book.release()).not.toThrow()
  })

  it('is refused while another broker has it, naming its process', () => {
    symlinkSync(String(process.ppid), lockOf(directory))
    expect(() => bookWith({ transport: 'ipc', directory })).toThrow(
      expect.objectContaining({
        code: 'endpoint-in-use',
        message: expect.stringContaining(`${directory} is in use by the broker of process ${process.ppid}`),
      }),
    )
    expect(readlinkSync(lockOf(directory))).toBe(String(process.ppid))
  })

  it('is refused while another broker of this process has it', () => {
    const first = bookWith({ transport: 'ipc', directory })
    expect(() => bookWith({ transport: 'ipc', directory })).toThrow(
      expect.objectContaining({ code: 'endpoint-in-use' }),
    )
    first.release()
    expect(() => bookWith({ transport: 'ipc', directory })).not.toThrow()
  })

  it('is taken over from a broker that was killed', () => {
    symlinkSync(String(deadPid()), lockOf(directory))
    bookWith({ transport: 'ipc', directory })
    expect(readlinkSync(lockOf(directory))).toBe(String(process.pid))
    expect(readdirSync(directory)).toEqual(['errand.lock'])
  })

  it('is taken over where the lock says nothing', () => {
    writeFileSync(lockOf(directory), '')
    bookWith({ transport: 'ipc', directory })
    expect(readlinkSync(lockOf(directory))).toBe(String(process.pid))
  })

  it('must be a directory', () => {
    const file = join(directory, 'file')
    writeFileSync(file, '')
    expect(() => bookWith({ transport: 'ipc', directory: file })).toThrow(
      expect.objectContaining({ code: 'invalid-endpoint', message: expect.stringContaining(file) }),
    )
  })
})

describe('tcp endpoints', () => {
  it.each([
    [undefined, '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
  ])('on host %s have a port that the system chose', async (host, address) => {
    const endpoint = await bookWith({ transport: 'tcp', host }).bind(sockets.open('router'), 'broker')
    expect(endpoint).toMatch(new RegExp(`^tcp://${address}:[1-9]\\d+$`))
  })

  it.each(['0.0.0.0', '*', '192.168.1.10', 'example.org'])('are refused on %s, which others can reach', (host) => {
    expect(() => bookWith({ transport: 'tcp', host })).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        message: expect.stringContaining(`host is "${host}"; allowed are 127.0.0.1, localhost, [::1]`),
      }),
    )
  })
})

describe('inproc endpoints', () => {
  it('of two books never meet', async () => {
    const names = ['broker', 'broker'].map((name) =>
      bookWith({ transport: 'inproc' }).bind(sockets.open('router'), name),
    )
    const [first, second] = await Promise.all(names)
    expect(first).toMatch(/^inproc:\/\/.+\/broker$/)
    expect(first).not.toBe(second)
  })

  it('are for sockets in memory too', async () => {
    const endpoint = await bookWith({ transport: 'inproc' }).bind(memorySockets().open('router'), 'broker')
    expect(endpoint).toMatch(/^inproc:\/\//)
  })
})
