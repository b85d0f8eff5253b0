// Runs a task, and once more if it was asked for while it ran: what is shown last is what was wanted last, and a long
// drag is answered all the way instead of only when it rests.

export function latest(run) {
  let running = null;
  let again = false;
  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await run();
        } while (again);
      } finally {
        running = null;
      }
    })();
    return running;
  };
}
