// Owns how the lines of the palette look.
import { Command } from 'cmdk';
import type { ReactNode } from 'react';

/** Lines under a heading. */
export function Section(props: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={props.heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {props.children}
    </Command.Group>
  );
}

/** One line. What is typed is looked for in `value`, or in the label where it is left out. */
export function PaletteItem(props: {
  icon: ReactNode;
  label: string;
  detail?: string;
  value?: string;
  onSelect: () => void;
}) {
  const { icon, label, detail, value = label, onSelect } = props;
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {detail !== undefined && (
        <span className="max-w-1/2 truncate text-xs text-muted">{detail}</span>
      )}
    </Command.Item>
  );
}
