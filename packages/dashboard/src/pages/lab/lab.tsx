// Owns the test lab: test events at the press of a button, seen arriving, and gone again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FlaskConical, Play, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { toast } from 'sonner';
import { callApi } from '../../api/client.js';
import type { FeedEvent } from '../../api/event-stream.js';
import { refresh, tellFailure, useChange } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { TableSkeleton } from '../../ui/paged-table.js';
import { Empty, Failed } from '../../ui/states.js';
import { Badge, Card, PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { ConnectionState } from '../events/connection.js';
import { KIND_WORDS } from '../events/event-words.js';
import { FeedTable } from '../events/feed-table.js';
import { EventPanel } from '../events/panel.js';
import { useLiveEvents } from '../events/use-live-events.js';
import { type Chain, chainSentence, chainSteps } from './chain-words.js';

const KINDS = ['click', 'lead', 'sale', 'refund'] as const;
const ROWS_SHOWN = 25;

export function LabPage() {
  useTitle('Test lab');
  const mayTest = useMay('program:update');
  const { live, feed } = useLiveEvents({ mode: 'test' });
  return (
    <>
      <PageHeading
        title="Test lab"
        about="Test events go through the same functions as real ones, and count nowhere."
      />
      {mayTest ? (
        <div className="grid gap-5 lg:grid-cols-2">
          <ChainCard />
          <SingleCard />
        </div>
      ) : (
        <p className="text-muted">Your role may look at test events, not send any.</p>
      )}
      <Card
        title="Test events"
        about="They arrive here by themselves, newest first."
        actions={
          <span className="flex flex-wrap items-center gap-2">
            <ConnectionState connection={feed.connection} />
            {mayTest && <DeleteTestData isEmpty={feed.rows.length === 0} onDeleted={live.reload} />}
          </span>
        }
      >
        <TestEvents
          rows={feed.rows}
          isLoading={feed.isLoading}
          error={feed.error}
          onRetry={live.reload}
        />
      </Card>
    </>
  );
}

function ChainCard() {
  const { id } = useProgram();
  const [chain, setChain] = useState<Chain | null>(null);
  const run = useMutation({
    mutationFn: () => callApi('sendTestEvent', { params: { id }, body: { type: 'chain' } }),
    onSuccess: ({ data }) => {
      if ('type' in data) setChain(data);
    },
    onError: (error) => void tellFailure(error),
  });
  return (
    <Card
      title="Run one through"
      about="A click, its sign-up, its sale and the refund, in a rehearsal of this program."
    >
      <div>
        <Button look="primary" isBusy={run.isPending} onClick={() => run.mutate()}>
          <Play aria-hidden="true" /> Run one through
        </Button>
      </div>
      {chain !== null && (
        <div role="status" className="grid gap-3">
          <ol className="grid gap-2 sm:grid-cols-2">
            {chainSteps(chain).map(({ name, verdict, tone }) => (
              <li
                key={name}
                className="flex items-center justify-between gap-2 rounded-xl border px-3 py-2"
              >
                <span className="font-medium">{name}</span>
                <Badge tone={tone}>{verdict}</Badge>
              </li>
            ))}
          </ol>
          <p>{chainSentence(chain)}</p>
        </div>
      )}
    </Card>
  );
}

function SingleCard() {
  const { id } = useProgram();
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: (type: (typeof KINDS)[number]) =>
      callApi('sendTestEvent', { params: { id }, body: { type } }),
    onSuccess: async () => refresh(client, ['readTrackingStatus']),
    onError: (error) => void tellFailure(error),
  });
  return (
    <Card title="One at a time" about="Single events show that calls arrive; nobody is credited.">
      <div className="flex flex-wrap gap-2">
        {KINDS.map((kind) => (
          <Button
            key={kind}
            isBusy={send.isPending && send.variables === kind}
            onClick={() => send.mutate(kind)}
          >
            <span aria-hidden="true" className="contents">
              {KIND_WORDS[kind].icon}
            </span>
            Send a test {KIND_WORDS[kind].label.toLowerCase()}
          </Button>
        ))}
      </div>
    </Card>
  );
}

function DeleteTestData({ isEmpty, onDeleted }: { isEmpty: boolean; onDeleted: () => void }) {
  const { id } = useProgram();
  const remove = useChange('deleteTestData', { touches: ['readTrackingStatus'] });
  return (
    <Button
      size="small"
      look="danger"
      disabled={isEmpty}
      isBusy={remove.isPending}
      onClick={() =>
        remove.mutate(
          { params: { id } },
          {
            onSuccess: ({ data: { clicks, leads, sales } }) => {
              toast.success('The test data is deleted', {
                description: `Clicks: ${clicks}, sign-ups: ${leads}, sales: ${sales}.`,
              });
              onDeleted();
            },
          },
        )
      }
    >
      <Trash2 aria-hidden="true" /> Delete test data
    </Button>
  );
}

function TestEvents(props: {
  rows: readonly FeedEvent[];
  isLoading: boolean;
  error: unknown;
  onRetry: () => void;
}) {
  const { rows } = props;
  const { id, time_zone: timeZone } = useProgram();
  const [opened, setOpened] = useState<FeedEvent | null>(null);
  const open = useCallback((event: FeedEvent) => setOpened(event), []);
  if (props.error !== null) return <Failed error={props.error} onRetry={props.onRetry} />;
  if (rows.length === 0 && props.isLoading) return <TableSkeleton />;
  if (rows.length === 0) {
    return (
      <Empty
        icon={<FlaskConical />}
        title="No test event yet"
        about="Send one above, or call the API in test mode from your own code."
      />
    );
  }
  return (
    <div className="min-w-0 overflow-hidden rounded-xl border">
      <FeedTable
        rows={rows.slice(0, ROWS_SHOWN)}
        programId={id}
        timeZone={timeZone}
        onOpen={open}
      />
      {opened !== null && <EventPanel event={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}
