// Owns the status of the program and what cannot be undone: test data, the program itself.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf, useChange } from '../../api/queries.js';
import { formatCount, formatMoney } from '../../format/money.js';
import { PROGRAM_STATUS_WORDS } from '../../format/words.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Badge, Card } from '../../ui/surface.js';

export function DangerSection() {
  return (
    <>
      <StatusCard />
      <Card title="Danger zone" className="border-bad">
        <DeleteTestData />
        <DeleteProgram />
      </Card>
    </>
  );
}

function Row(props: { title: string; about: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl border p-3">
      <div className="grid min-w-0 flex-1 basis-60 gap-0.5">
        <p className="font-medium">{props.title}</p>
        <p className="text-muted">{props.about}</p>
      </div>
      {props.children}
    </div>
  );
}

const PROGRAM_READS = ['readProgram', 'listPrograms'] as const;

function StatusCard() {
  const program = useProgram();
  const goLive = useChange('goLiveProgram', {
    touches: PROGRAM_READS,
    done: 'The program is live',
  });
  const update = useChange('updateProgram', { touches: PROGRAM_READS, done: 'Saved' });
  const mayGoLive = useMay('program:go_live');
  const mayUpdate = useMay('program:update');
  const params = { id: program.id };
  const words = PROGRAM_STATUS_WORDS[program.status];
  const isPaused = program.status === 'paused';
  return (
    <Card
      title="Status"
      about="Tracking works in every status; a paused program takes no applications."
      actions={<Badge tone={words?.tone ?? 'neutral'}>{words?.label}</Badge>}
    >
      <div className="flex justify-end gap-2">
        {program.status === 'draft' && mayGoLive && (
          <Button
            look="primary"
            isBusy={goLive.isPending}
            onClick={() => goLive.mutate({ params })}
          >
            Go live
          </Button>
        )}
        {program.status !== 'draft' && mayUpdate && (
          <Button
            isBusy={update.isPending}
            onClick={() =>
              update.mutate({ params, body: { status: isPaused ? 'active' : 'paused' } })
            }
          >
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        )}
      </div>
    </Card>
  );
}

function DeleteTestData() {
  const program = useProgram();
  const [isAsking, setAsking] = useState(false);
  const { data } = useQuery(queryOf('readTestData', { params: { id: program.id } }));
  const counts = data?.data;
  const isEmpty = counts !== undefined && counts.clicks + counts.leads + counts.sales === 0;
  const mayDelete = useMay('program:update');
  const remove = useChange('deleteTestData', {
    touches: ['readTrackingStatus', 'readTestData'],
    done: 'The test data is deleted',
  });
  return (
    <Row
      title="Delete test data"
      about={`Every event that was recorded in test mode: ${countWords(counts)}.`}
    >
      <Button look="danger" disabled={!mayDelete || isEmpty} onClick={() => setAsking(true)}>
        Delete test data…
      </Button>
      <Confirm
        title="Delete all test data?"
        consequence={
          `${countWords(counts)} are removed. Transaction ids of test sales can be used again; ` +
          'real events stay.'
        }
        deed="Delete the test data"
        isBusy={remove.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          remove.mutate({ params: { id: program.id } }, { onSuccess: () => setAsking(false) })
        }
      />
    </Row>
  );
}

type TestCounts = Answer<'readTestData'>['data'];

function countWords(counts: TestCounts | undefined): string {
  if (counts === undefined) return 'not counted yet';
  const { clicks, leads, sales } = counts;
  const parts = [
    [clicks, 'clicks'],
    [leads, 'sign-ups'],
    [sales, 'sales'],
  ] as const;
  return parts.map(([count, word]) => `${formatCount(count)} ${word}`).join(', ');
}

/** What partners of the program are owed, by the ledger. */
function useOwedWords(): string {
  const program = useProgram();
  const { data } = useQuery(queryOf('listBalances', { params: { id: program.id } }));
  if (!data) return 'What partners are owed is not known yet.';
  const owed = new Map<string, bigint>();
  for (const { currency, pending_cents, available_cents } of data.data) {
    const sum = (owed.get(currency) ?? 0n) + BigInt(pending_cents) + BigInt(available_cents);
    owed.set(currency, sum);
  }
  const amounts = [...owed].filter(([, cents]) => cents !== 0n);
  if (amounts.length === 0) return 'Nothing is owed to partners.';
  const words = amounts.map(([currency, cents]) => formatMoney(cents, currency)).join(' + ');
  return `${words} is still owed to partners. The books keep it, but no page shows it afterwards.`;
}

function DeleteProgram() {
  const owed = useOwedWords();
  const program = useProgram();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = useChange('deleteProgram', {
    touches: ['listPrograms'],
    done: `${program.name} is deleted`,
  });
  return (
    <Row
      title="Delete the program"
      about={`Its key, origins and links stop working at once; its books are kept. ${owed}`}
    >
      <Button look="danger" disabled={!useMay('program:delete')} onClick={() => setAsking(true)}>
        Delete the program…
      </Button>
      <Confirm
        title={`Delete ${program.name}?`}
        consequence={`Every call is refused at once; this cannot be undone. ${owed}`}
        deed="Delete the program"
        typed={program.name.trim()}
        isBusy={remove.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          remove.mutate(
            { params: { id: program.id } },
            { onSuccess: () => void navigate({ to: '/' }) },
          )
        }
      />
    </Row>
  );
}
