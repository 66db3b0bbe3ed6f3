// Owns texts of the contract's catalogues, where backticks mark names of fields.

/** The text with its marked names as code. */
export function Prose({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move.
      <code key={index} className="font-mono text-[0.8125rem] break-words">
        {part}
      </code>
    ),
  );
}
