// Owns asking before something that cannot be undone: typed confirmation where it is grave.
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Field, Input } from './fields.js';

interface ConfirmProps {
  title: string;
  consequence: ReactNode;
  /** What the button says: the deed, not “OK”. */
  deed: string;
  /** What has to be typed first; nothing when left out. */
  typed?: string;
  isBusy?: boolean;
  isOpen: boolean;
  onClose: () => void;
  onConfirm: () => void;
}

/** A dialog between a person and a deed. */
export function Confirm(props: ConfirmProps) {
  const { typed, isOpen, onClose } = props;
  return (
    <Dialog title={props.title} description={props.consequence} isOpen={isOpen} onClose={onClose}>
      {/* Made anew each time it opens, so that what was typed last time is gone. */}
      <ConfirmForm key={String(isOpen)} {...props} {...(typed === undefined ? {} : { typed })} />
    </Dialog>
  );
}

function ConfirmForm({ deed, typed, isBusy = false, onClose, onConfirm }: ConfirmProps) {
  const [text, setText] = useState('');
  const isAllowed = typed === undefined || text.trim() === typed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isAllowed) onConfirm();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {typed !== undefined && (
        <Field label={`Type “${typed}” to confirm`}>
          {(control) => (
            <Input
              {...control}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" type="submit" isBusy={isBusy} disabled={!isAllowed}>
          {deed}
        </Button>
      </div>
    </form>
  );
}
