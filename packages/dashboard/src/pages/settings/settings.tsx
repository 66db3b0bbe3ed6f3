// Owns the settings of a program: a list of sections, each of which saves on its own.
import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useProgram } from '../../shell/session.js';
import { cn } from '../../ui/classes.js';
import { keepInSight } from '../../ui/in-sight.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { ApiKeySection } from './api-key.js';
import { DangerSection } from './danger.js';
import { ManagementKeysSection } from './management-keys.js';
import { OriginsSection } from './origins.js';
import { ProfileSection } from './profile.js';
import { TrackingSection } from './tracking.js';

interface Section {
  id: string;
  label: string;
  Content: ComponentType;
}

const SECTIONS: readonly { heading: string; sections: readonly Section[] }[] = [
  {
    heading: 'Program details',
    sections: [{ id: 'profile', label: 'Business profile', Content: ProfileSection }],
  },
  {
    heading: 'Tracking & integrations',
    sections: [
      { id: 'tracking', label: 'Tracking', Content: TrackingSection },
      { id: 'origins', label: 'Allowed origins', Content: OriginsSection },
    ],
  },
  {
    heading: 'Developer',
    sections: [
      { id: 'api-key', label: 'API key', Content: ApiKeySection },
      { id: 'management-keys', label: 'Management keys', Content: ManagementKeysSection },
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
  const { section: id = 'profile' } = useParams({
    from: '/signed-in/programs/$programId/settings/{-$section}',
  });
  const all = SECTIONS.flatMap(({ sections }) => sections);
  const chosen = all.find((section) => section.id === id) ?? all[0];
  return (
    <>
      <PageHeading title="Settings" about={`${program.name} · program ${program.id}`} />
      <div className="grid min-w-0 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <nav
          aria-label="Settings"
          className="flex min-w-0 gap-5 overflow-x-auto pb-1 lg:sticky lg:top-20 lg:grid lg:content-start"
        >
          {SECTIONS.map(({ heading, sections }) => (
            <div key={heading} className="grid shrink-0 content-start gap-1">
              <p className="px-3 text-xs font-medium whitespace-nowrap text-muted">{heading}</p>
              <div className="flex gap-1 lg:grid">
                {sections.map((section) => (
                  <SectionLink
                    key={section.id}
                    section={section}
                    isChosen={section.id === chosen?.id}
                  />
                ))}
              </div>
            </div>
          ))}
        </nav>
        <div className="grid min-w-0 content-start gap-5">{chosen && <chosen.Content />}</div>
      </div>
    </>
  );
}

function SectionLink({ section, isChosen }: { section: Section; isChosen: boolean }) {
  const program = useProgram();
  return (
    <Link
      to="/programs/$programId/settings/{-$section}"
      params={{ programId: String(program.id), section: section.id }}
      ref={isChosen ? keepInSight : undefined}
      aria-current={isChosen ? 'page' : undefined}
      className={cn(
        'rounded-lg px-3 py-1.5 whitespace-nowrap hover:bg-sunken',
        isChosen && 'bg-accent-soft font-medium text-accent-text hover:bg-accent-soft',
      )}
    >
      {section.label}
    </Link>
  );
}
