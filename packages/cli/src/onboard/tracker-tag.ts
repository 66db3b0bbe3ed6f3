// Owns where the script tag goes in a page: an HTML file, a layout, a document of Next.js. Pure.
import type { JSXElement } from '@babel/types';
import {
  type Edit,
  indentAt,
  insertAll,
  lineBreakOf,
  lineNumberAt,
  type SourceFile,
  unitOf,
} from './edit.js';
import { endOf, findAll, parseSource, startOf } from './syntax.js';

const unrecognized = (reason: string): Edit => ({ kind: 'unrecognized', reason });

/** Puts the tag at the end of the head of an HTML page. */
export function tagHtml({ text }: SourceFile, tag: string): Edit {
  // Comments keep their length, so that places stay the same.
  const seen = text.replace(/<!--[\s\S]*?-->/g, (comment) => ' '.repeat(comment.length));
  const heads = [...seen.matchAll(/<\/head\s*>/gi)];
  const [head] = heads;
  if (!head || heads.length > 1) return unrecognized('it does not have one </head>');
  const changed = insertBefore(text, head.index, tag);
  return { kind: 'edited', text: changed, after: `line ${lineNumberAt(text, head.index)}` };
}

/** Puts the tag into the body of a layout, or into the head of a document of Next.js. */
export function tagMarkup(file: SourceFile, tag: string): Edit {
  const program = parseSource(file.path, file.text);
  if (!program) return unrecognized('it cannot be parsed');
  const elements = findAll(program, 'JSXElement').map(({ node }) => node);
  const named = (name: string) => elements.filter((element) => nameOf(element) === name);
  // `Head` of next/document; a page may have another one, of next/head, that takes no scripts.
  const isDocument = file.text.includes('next/document');
  const place = isDocument ? named('Head') : named('body');
  const [element] = place;
  if (!element || place.length > 1) {
    return unrecognized(`it does not have one <${isDocument ? 'Head' : 'body'}>`);
  }
  const changed = insertInside(file.text, element, tag);
  if (parseSource(file.path, changed) === null) return unrecognized('it cannot be parsed');
  return {
    kind: 'edited',
    text: changed,
    after: `line ${lineNumberAt(file.text, startOf(element))}`,
  };
}

function nameOf({ openingElement: { name } }: JSXElement): string | null {
  return name.type === 'JSXIdentifier' ? name.name : null;
}

function insertInside(text: string, element: JSXElement, tag: string): string {
  const { openingElement, closingElement } = element;
  const outer = indentAt(text, startOf(element));
  const lineBreak = lineBreakOf(text);
  const inner = lineBreak + outer + unitOf(text);
  if (!closingElement) {
    const open = text.slice(startOf(openingElement), endOf(openingElement));
    const opened = open.replace(/\s*\/>$/, '>');
    const whole = `${opened}${inner}${tag}${lineBreak}${outer}</${nameOf(element)}>`;
    return text.slice(0, startOf(element)) + whole + text.slice(endOf(element));
  }
  const closing = startOf(closingElement);
  const content = text.slice(endOf(openingElement), closing);
  // Blanks around a line break mean nothing in such markup.
  if (content.includes('\n')) return insertBefore(text, closing, tag);
  return insertAll(text, [
    { offset: endOf(openingElement), text: content.trim() === '' ? '' : inner },
    { offset: closing, text: `${inner}${tag}${lineBreak}${outer}` },
  ]);
}

/** On a line of its own where what it stands before has one. */
function insertBefore(text: string, offset: number, tag: string): string {
  const outer = indentAt(text, offset);
  const isFirst = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
  if (!isFirst) return insertAll(text, [{ offset, text: tag }]);
  return insertAll(text, [{ offset, text: `${unitOf(text)}${tag}${lineBreakOf(text)}${outer}` }]);
}

/** The document that Next.js uses where a project has none, with the tag in it. */
export function renderDocument(tag: string): string {
  return `import { Head, Html, Main, NextScript } from 'next/document';

export default function Document() {
  return (
    <Html lang="en">
      <Head>
        ${tag}
      </Head>
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}
`;
}
