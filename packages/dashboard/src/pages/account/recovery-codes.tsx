// Owns showing recovery codes, once: to copy, to download, and to say that they are kept.
import { Download } from 'lucide-react';
import { download } from '../../platform/download.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy.js';

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const text = `${codes.join('\n')}\n`;
  return (
    <div className="grid gap-4">
      <p>
        <strong>Two-factor sign-in is on.</strong> When the phone is lost, each of these recovery
        codes lets you in once. They are shown now and never again.
      </p>
      <section
        aria-label="Recovery codes"
        className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-xl border bg-sunken p-4 font-mono sm:grid-cols-3"
      >
        {codes.map((code) => (
          <code key={code}>{code}</code>
        ))}
      </section>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <CopyButton text={text} label="recovery codes" isWide />
        <Button
          size="small"
          onClick={() => download('affitor-recovery-codes.txt', text, 'text/plain')}
        >
          <Download aria-hidden="true" /> Download
        </Button>
        <Button look="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
