// Owns what the brand sends to people who could become partners: a text with the real terms.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { queryOf } from '../../api/queries.js';
import { formatMoney } from '../../format/money.js';
import { now } from '../../platform/clock.js';
import { useProgram } from '../../shell/session.js';
import { buttonLook } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy.js';
import { Field, TextArea } from '../../ui/fields.js';
import { Card, Skeleton } from '../../ui/surface.js';
import { currentPolicy, exampleSentence, termsSentence } from '../groups/terms.js';

export function ShareSection() {
  const program = useProgram();
  const params = { id: program.id };
  const groups = useQuery(queryOf('listGroups', { params }));
  const standard = groups.data?.data.find(({ is_default: isDefault }) => isDefault);
  const group = useQuery({
    ...queryOf('readGroup', { params: { ...params, groupId: standard?.id ?? 0 } }),
    enabled: standard !== undefined,
  });
  const policy = group.data && currentPolicy(group.data.data.policies, now().toISOString());
  const terms = policy ? [termsSentence(policy), exampleSentence(policy, program.currency)] : [];
  return (
    <Card
      title="Share the program"
      about="A text for mails and posts. It says what is stored now; what is not set is left out."
      actions={
        <Link
          to="/programs/$programId/partners"
          params={{ programId: String(program.id) }}
          className={buttonLook({ look: 'plain' })}
        >
          Add a partner
        </Link>
      }
    >
      {group.data ? (
        <Invitation key={program.name} text={invitationText(program, terms)} />
      ) : (
        <Skeleton className="h-48" />
      )}
    </Card>
  );
}

const SUBJECT = encodeURIComponent('Become our partner');

function Invitation({ text: written }: { text: string }) {
  const [text, setText] = useState(written);
  return (
    <div className="grid gap-3">
      <Field label="Text" hint="Change it as you like; it is not stored.">
        {(control) => (
          <TextArea
            {...control}
            value={text}
            onChange={({ target }) => setText(target.value)}
            rows={12}
          />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <CopyButton text={text} label="the text" isWide />
        <a
          href={`mailto:?subject=${SUBJECT}&body=${encodeURIComponent(text)}`}
          className={buttonLook({ size: 'small' })}
        >
          Write a mail
        </a>
      </div>
    </div>
  );
}

type Program = ReturnType<typeof useProgram>;

/** The text with the program's own terms; a line that would say nothing is not in it. */
function invitationText(program: Program, terms: readonly string[]): string {
  const threshold = formatMoney(program.payout_threshold_cents, program.currency);
  const lines = [
    `Recommend ${program.name} and earn with us.`,
    program.tagline,
    ...terms,
    `A click counts for ${program.cookie_window_days} days.`,
    program.payout_threshold_cents > 0 ? `Payouts begin at ${threshold}.` : null,
    `Website: ${program.website_url}`,
    program.terms_url === null ? null : `Terms: ${program.terms_url}`,
    program.resources_url === null ? null : `Material: ${program.resources_url}`,
    'Answer this message, and you get your link.',
  ];
  return lines.filter((line) => line !== null).join('\n\n');
}
