// Owns what the key beside K is called on this machine.

/** As it is printed on the keyboard: ⌘ on Apple's, Ctrl elsewhere. */
export const COMMAND_KEY = /Mac OS X|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
