// Owns the status of the program and what cannot be undone: test data, the program itself.
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.js';
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
  const remove = useChange('deleteTestData', {
    touches: ['readTrackingStatus'],
    done: 'The test data is deleted',
  });
  return (
    <Row title="Delete test data" about="Every event that was recorded in test mode.">
      <Button look="danger" disabled={!useMay('program:update')} onClick={() => setAsking(true)}>
        Delete test data…
      </Button>
      <Confirm
        title="Delete all test data?"
        consequence="Transaction ids of test sales can be used again. Real events stay."
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

function DeleteProgram() {
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
      about="Its key, origins and links stop working at once; its books are kept."
    >
      <Button look="danger" disabled={!useMay('program:delete')} onClick={() => setAsking(true)}>
        Delete the program…
      </Button>
      <Confirm
        title={`Delete ${program.name}?`}
        consequence="Clicks, sign-ups and sales are refused at once. This cannot be undone."
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
