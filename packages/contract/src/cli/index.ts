// Owns the list of what the command line promises: its outputs, exit codes and files.
export * from './files.js';
export * from './json-schemas.js';
export * from './outputs.js';
