/**
 * Two network namespaces with a cable between them: a broker's and a client's machine, as far as the network goes. Cutting the cable
 * loses packets, and nobody is told; that is what a proxy cannot do.
 */
import { execFileSync } from 'node:child_process'
import type { Direction } from '../chaos-proxy/weather.js'

export interface Namespaces {
  /** The command by which a program runs there. */
  readonly under: { readonly near: readonly string[]; readonly far: readonly string[] }
  /** The near side's address, as the far side sees it. */
  readonly nearAddress: string
  /** @param direction both, where it is left out; `up` is from far to near */
  cut(direction?: Direction): void
  heal(): void
}

const nearAddress = '10.213.0.1'
const farAddress = '10.213.0.2'
/** Nobody has it: what is sent there is passed over by all. */
const deadHardwareAddress = '02:00:00:00:00:01'

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' })
}

/** @param onEnd is handed what takes them away again */
export function namespaces(onEnd: (cleanup: () => void) => void): Namespaces {
  const near = side(`errand-${process.pid}-near`, 'near', onEnd)
  const far = side(`errand-${process.pid}-far`, 'far', onEnd)
  ip('link', 'add', 'near', 'netns', near.name, 'type', 'veth', 'peer', 'name', 'far', 'netns', far.name)
  near.ip('addr', 'add', `${nearAddress}/24`, 'dev', 'near')
  far.ip('addr', 'add', `${farAddress}/24`, 'dev', 'far')
  near.ip('link', 'set', 'near', 'up')
  far.ip('link', 'set', 'far', 'up')
  const deafen = { up: () => far.deafen(nearAddress), down: () => near.deafen(farAddress) }
  return {
    under: { near: near.under, far: far.under },
    nearAddress,
    cut: (direction) => (direction === undefined ? near.ip('link', 'set', 'near', 'down') : deafen[direction]()),
    heal() {
      near.ip('link', 'set', 'near', 'up')
      near.hear(farAddress)
      far.hear(nearAddress)
    },
  }
}

interface Side {
  readonly name: string
  readonly under: readonly string[]
  ip(...args: readonly string[]): void
  /** What it sends there goes nowhere. */
  deafen(address: string): void
  hear(address: string): void
}

function side(name: string, device: string, onEnd: (cleanup: () => void) => void): Side {
  ip('netns', 'add', name)
  onEnd(() => ip('netns', 'del', name))
  const inside = (...args: readonly string[]): void => ip('-n', name, ...args)
  inside('link', 'set', 'lo', 'up')
  return {
    name,
    under: ['ip', 'netns', 'exec', name],
    ip: inside,
    deafen: (address) =>
      inside('neigh', 'replace', address, 'lladdr', deadHardwareAddress, 'dev', device, 'nud', 'permanent'),
    hear: (address) => inside('neigh', 'flush', 'to', address, 'dev', device, 'nud', 'permanent'),
  }
}
