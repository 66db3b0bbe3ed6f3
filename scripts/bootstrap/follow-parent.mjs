// Owns one duty, loaded into the service by the bootstrap: to stop when the bootstrap is gone.
// Without it a bootstrap killed by SIGKILL would leave a service that nobody can see or stop.

// Cluster workers inherit this preload; only the direct child of the bootstrap may act on it.
if (process.env.AFFITOR_BOOTSTRAP_PID === String(process.ppid) && process.channel) {
  delete process.env.AFFITOR_BOOTSTRAP_PID;
  // As if asked to stop, so that the service drains. Emitted rather than sent, because on Windows
  // a sent signal ends a process at once. While nobody handles it there is nothing to drain.
  process.once('disconnect', () => {
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(1);
  });
  // The channel alone must not keep a service alive that is otherwise done.
  process.channel.unref();
}
