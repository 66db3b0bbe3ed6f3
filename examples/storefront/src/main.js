// Owns the start of the shop: checks the settings, listens, and says where it can be visited.
import { findProblems, settings, WWW_HOST } from './settings.js';

const problems = findProblems();
if (problems.length > 0) {
  console.error(`\nThe shop cannot open:\n  ${problems.join('\n  ')}\nSee its README.md.\n`);
  process.exit(1);
}

// Not earlier: it makes the client of Affitor, which wants a key.
const { createShop } = await import('./shop.js');
const server = createShop().listen(settings.port, settings.host, (error) => {
  if (error) {
    const isBusy = error.code === 'EADDRINUSE';
    const reason = isBusy ? `port ${settings.port} is in use; choose another: PORT=4401` : error;
    console.error(`\nThe shop cannot open: ${reason}\n`);
    process.exit(1);
  }
  const { port } = server.address();
  console.log(`The shop is open at http://${WWW_HOST}:${port}`);
  console.log(`A partner's link: http://${WWW_HOST}:${port}/?aff=${settings.partnerCode}`);
});

function close() {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  // A browser may hold a connection open for a long time; nothing is lost by ending it.
  setTimeout(() => process.exit(0), 1_000).unref();
}

process.once('SIGINT', close);
process.once('SIGTERM', close);
// The demo, if it started this process, is gone.
process.once('disconnect', close);
