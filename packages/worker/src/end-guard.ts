/**
 * What keeps an uncaught error from meeting `terminate()`: where the two meet in one thread, Node can abort the whole
 * process. A thread that is being ended from outside has nothing to tell any more, so it stops where it is.
 */
import type { ThreadControl } from '@errand/sockets'

/** Node asks monitors before all else, and whatever they do, the error is reported as it would be without them. */
const event = 'uncaughtExceptionMonitor'

/** Rejections that nobody handles come this way too. */
export function haltWhereEnded(control: ThreadControl): void {
  process.on(event, () => {
    if (control.isClosing) control.halt()
  })
}
