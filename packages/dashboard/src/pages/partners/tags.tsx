// Owns the tags of partners: as words that lead to everybody who has them, and as what is edited.
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { Answer } from '../../api/client.js';
import { useChange } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Input } from '../../ui/fields.js';
import { ChipRemovalMark, chipLook, chipRemovalLook } from '../../ui/filter-chip.js';
import { PARTNER_READS } from './reads.js';

type Partner = Answer<'readPartner'>['data'];

/** Tags, each of which leads to the partners who have it. */
export function TagLinks({ tags }: { tags: readonly string[] }) {
  const program = useProgram();
  if (tags.length === 0) return <span className="text-muted">–</span>;
  return (
    <span className="flex max-w-64 flex-wrap gap-1">
      {tags.map((tag) => (
        <Link
          key={tag}
          to="/programs/$programId/partners"
          params={{ programId: String(program.id) }}
          search={{ tag }}
          className="max-w-40 truncate rounded-full bg-sunken px-2 py-0.5 text-xs hover:underline"
        >
          {tag}
        </Link>
      ))}
    </span>
  );
}

/** The tag that a list is narrowed to, with the way out. */
export function TagFilter({ tag, onClear }: { tag: string; onClear: () => void }) {
  return (
    <span className={chipLook}>
      <span className="max-w-40 truncate">Tag: {tag}</span>
      <button
        type="button"
        aria-label={`Remove the filter ${tag}`}
        onClick={onClear}
        className={chipRemovalLook}
      >
        <ChipRemovalMark />
      </button>
    </span>
  );
}

/** The words of a text, which commas part. */
function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** The tags of one partner, and changing them. */
export function PartnerTags({ partner }: { partner: Partner }) {
  const program = useProgram();
  const mayChange = useMay('program:update');
  const [draft, setDraft] = useState<string | null>(null);
  const hintId = useId();
  const change = useChange('updatePartner', { touches: PARTNER_READS, done: 'Tags saved' });
  if (draft === null) {
    return (
      <span className="flex flex-wrap items-center gap-2">
        <TagLinks tags={partner.tags} />
        {mayChange && (
          <Button size="small" onClick={() => setDraft(partner.tags.join(', '))}>
            Edit tags
          </Button>
        )}
      </span>
    );
  }
  const save = () =>
    change.mutate(
      { params: { id: program.id, partnerId: partner.id }, body: { tags: wordsOf(draft) } },
      { onSuccess: () => setDraft(null) },
    );
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Input
        aria-label="Tags"
        aria-describedby={hintId}
        autoFocus
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
      />
      <span id={hintId} className="text-xs text-muted">
        Parted by commas.
      </span>
      <span className="flex gap-2">
        <Button size="small" look="primary" type="submit" isBusy={change.isPending}>
          Save tags
        </Button>
        <Button size="small" onClick={() => setDraft(null)}>
          Cancel
        </Button>
      </span>
    </form>
  );
}
