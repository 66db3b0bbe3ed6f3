// Owns the first command after a clone: checks Node, then hands over to scripts/bootstrap/.
// Everything here must parse on very old versions of Node, because its job is to say so.

const NODE_VERSION_MIN = [20, 19];

const version = process.versions.node.split('.').map(Number);
const isTooOld =
  version[0] < NODE_VERSION_MIN[0] ||
  (version[0] === NODE_VERSION_MIN[0] && version[1] < NODE_VERSION_MIN[1]);

if (isTooOld) {
  console.error(
    'Affitor needs Node.js ' +
      NODE_VERSION_MIN.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '.\nInstall the current LTS release from https://nodejs.org/ (or: nvm install --lts)' +
      ' and run the command again.',
  );
  process.exit(1);
}

import('./bootstrap/commands.mjs')
  .then((commands) => commands.run(process.argv.slice(2)))
  .then((exitCode) => {
    process.exitCode = exitCode;
  })
  .catch((error) => {
    // A message made for the reader carries no stack; anything else is our own bug and shows one.
    console.error(error.isReadable ? `\n${error.message}` : error);
    process.exitCode = 1;
  });
