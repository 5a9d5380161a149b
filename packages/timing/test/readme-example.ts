import { alarm, deadlineHeap, manualClock } from '@errand/timing'

const clock = manualClock() // systemClock, in a program
const deadlines = deadlineHeap<string>()
const wakeUp = alarm(clock, (nowMs) => {
  for (let late = deadlines.popDue(nowMs); late !== undefined; late = deadlines.popDue(nowMs)) {
    console.log(`${late} is late`)
  }
  wakeUp.set(deadlines.next())
})

const first = deadlines.add(clock.now() + 1_000, 'request 1')
deadlines.add(clock.now() + 2_000, 'request 2')
wakeUp.set(deadlines.next())

deadlines.remove(first) // answered in time
clock.advance(2_000) // prints: request 2 is late
