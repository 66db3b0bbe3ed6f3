// Owns the workspaces of the person: the role in each, going there, leaving.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { callApi } from '../../api/client.js';
import { tellFailure } from '../../api/queries.js';
import { switchWorkspace } from '../../api/workspace.js';
import { ROLE_WORDS } from '../../format/words.js';
import { useSession } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Moment } from '../../ui/moment.js';
import { Empty } from '../../ui/states.js';
import { Badge, Card } from '../../ui/surface.js';

type Workspace = ReturnType<typeof useSession>['workspaces'][number];

export function WorkspacesSection() {
  const { workspaces, workspace } = useSession();
  return (
    <Card title="Workspaces" about="Each has programs, members and keys of its own.">
      {workspaces.length === 0 && (
        <Empty title="You are in no workspace" about="Somebody has to invite your address." />
      )}
      <ul className="grid gap-3">
        {workspaces.map((one) => (
          <WorkspaceItem key={one.id} workspace={one} chosenId={workspace?.id} />
        ))}
      </ul>
    </Card>
  );
}

function WorkspaceItem(props: { workspace: Workspace; chosenId: number | undefined }) {
  const { workspace, chosenId } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isLeaving, setLeaving] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const open = () => {
    switchWorkspace(workspace.id);
    client.clear();
    void navigate({ to: '/' });
  };
  const leave = async () => {
    setBusy(true);
    try {
      // The service leaves the workspace that the call is about.
      switchWorkspace(workspace.id);
      await callApi('leaveWorkspace', {});
      client.clear();
      await navigate({ to: '/' });
    } catch (error) {
      if (chosenId !== undefined) switchWorkspace(chosenId);
      await tellFailure(error);
      setLeaving(false);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 rounded-xl border p-3">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="break-words">{workspace.name}</span>
          <Badge>{ROLE_WORDS[workspace.role]?.label}</Badge>
        </p>
        <p className="text-[0.8125rem] text-muted">
          Joined <Moment iso={workspace.joined_at} isDay />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {workspace.id !== chosenId && (
          <Button size="small" onClick={open}>
            Open
          </Button>
        )}
        <Button
          size="small"
          look="danger"
          aria-label={`Leave ${workspace.name}`}
          onClick={() => setLeaving(true)}
        >
          Leave…
        </Button>
      </div>
      <Confirm
        title={`Leave ${workspace.name}?`}
        consequence="You lose its programs at once. Only somebody in it can invite you again."
        deed="Leave the workspace"
        isBusy={isBusy}
        isOpen={isLeaving}
        onClose={() => setLeaving(false)}
        onConfirm={() => void leave()}
      />
    </li>
  );
}
