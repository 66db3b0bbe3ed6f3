// Owns copying: a button that says that it did.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { Button } from './button.js';

const THANKS_MS = 2_000;

/** Copies a text; `label` says which, for those who do not see what stands beside it. */
export function CopyButton(props: {
  text: string;
  label: string;
  isWide?: boolean;
  /** What the wide button says. */
  words?: string;
}) {
  const { text, label, isWide = false, words = 'Copy' } = props;
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), THANKS_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast.error('The browser did not allow copying', { description: 'Select and copy it.' });
    }
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <Button
      look={isWide ? 'plain' : 'quiet'}
      size={isWide ? 'small' : 'icon'}
      className={isWide ? '' : 'size-7'}
      onClick={() => void copy()}
      aria-label={isCopied ? `${label}: copied` : `Copy ${label}`}
    >
      <Icon aria-hidden="true" />
      {isWide && (isCopied ? 'Copied' : words)}
    </Button>
  );
}

/** Text to take along: code, an address, a key. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex min-w-0 flex-col rounded-xl border bg-sunken sm:flex-row-reverse">
      {/* Beside the text, or above it where there is little room; never upon it. */}
      <div className="self-end p-2 pb-0 sm:self-start sm:pb-2">
        <CopyButton text={text} label={label} isWide />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard. */}
      <section tabIndex={0} aria-label={label} className="min-w-0 flex-1 overflow-x-auto p-3">
        <pre className="font-mono text-[0.8125rem] leading-relaxed">{text}</pre>
      </section>
    </div>
  );
}
