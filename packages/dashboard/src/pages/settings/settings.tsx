// Owns the settings of a program: a checklist of sections, each of which saves on its own.
import { useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useProgram } from '../../shell/session.js';
import { SectionNav } from '../../ui/section-nav.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { ApiKeySection } from './api-key.js';
import { ApprovalSection } from './approval.js';
import { AuditLogSection } from './audit-log.js';
import { BrandingSection } from './branding.js';
import { useSteps } from './checklist.js';
import { ClickSection } from './clicks.js';
import { CommissionSection } from './commission.js';
import { DangerSection } from './danger.js';
import { LeadSection } from './leads.js';
import { ManagementKeysSection } from './management-keys.js';
import { OriginsSection } from './origins.js';
import { PaymentSection } from './payments.js';
import { ProfileSection } from './profile.js';
import { isStep } from './setup-steps.js';
import { ShareSection } from './share.js';
import { TeamSection } from './team.js';

interface Section {
  id: string;
  label: string;
  Content: ComponentType;
}

const GROUPS: readonly { heading: string; sections: readonly Section[] }[] = [
  {
    heading: 'Program details',
    sections: [
      { id: 'profile', label: 'Business profile', Content: ProfileSection },
      { id: 'approval', label: 'Approval', Content: ApprovalSection },
      { id: 'commission', label: 'Commission', Content: CommissionSection },
      { id: 'branding', label: 'Branding', Content: BrandingSection },
    ],
  },
  {
    heading: 'Tracking',
    sections: [
      { id: 'origins', label: 'Allowed origins', Content: OriginsSection },
      { id: 'tracking', label: 'Clicks', Content: ClickSection },
      { id: 'leads', label: 'Sign-ups', Content: LeadSection },
      { id: 'payments', label: 'Payments', Content: PaymentSection },
    ],
  },
  {
    heading: 'Partners',
    sections: [{ id: 'share', label: 'Share the program', Content: ShareSection }],
  },
  {
    heading: 'Developer',
    sections: [
      { id: 'api-key', label: 'API key', Content: ApiKeySection },
      { id: 'management-keys', label: 'Management keys', Content: ManagementKeysSection },
    ],
  },
  {
    heading: 'Workspace',
    sections: [
      { id: 'team', label: 'Team', Content: TeamSection },
      { id: 'audit-log', label: 'Audit log', Content: AuditLogSection },
    ],
  },
  {
    heading: 'More',
    sections: [{ id: 'danger', label: 'Status & danger zone', Content: DangerSection }],
  },
];

export function SettingsPage() {
  useTitle('Settings');
  const program = useProgram();
  const steps = useSteps();
  const { section: id = 'profile' } = useParams({
    from: '/signed-in/programs/$programId/settings/{-$section}',
  });
  const all = GROUPS.flatMap(({ sections }) => sections);
  const chosen = all.find((section) => section.id === id) ?? all[0];
  const toEntry = (section: Section) => ({
    id: section.id,
    label: section.label,
    isDone: isStep(section.id) ? (steps?.[section.id] ?? null) : undefined,
    link: {
      to: '/programs/$programId/settings/{-$section}',
      params: { programId: String(program.id), section: section.id },
      search: {},
    } as const,
  });
  return (
    <>
      <PageHeading title="Settings" about={`${program.name} · program ${program.id}`} />
      <div className="grid min-w-0 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <SectionNav
          label="Settings"
          chosenId={chosen?.id}
          groups={GROUPS.map(({ heading, sections }) => ({
            heading,
            entries: sections.map(toEntry),
          }))}
        />
        <div className="grid min-w-0 content-start gap-5">{chosen && <chosen.Content />}</div>
      </div>
    </>
  );
}
