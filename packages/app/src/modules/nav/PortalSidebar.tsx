import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import type {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import {
  RiCheckboxCircleLine,
  RiMenuLine,
  RiSearchLine,
  RiSettings3Line,
} from '@remixicon/react';
import { WaitingApprovals } from '@remote-env/plugin-remote-env';
import styles from './PortalSidebar.module.css';
import { SidebarLogo } from './SidebarLogo';

function NavItem({ href, icon, title }: NavContentNavItem) {
  return <SidebarItem to={href} icon={() => icon} text={title} />;
}

/** Remote environments first, then what describes them, then everything else that plugins bring along. */
export function PortalSidebar({ navItems }: NavContentComponentProps) {
  const items = navItems.withComponent(NavItem);
  const environments = navItems.take('page:remote-env');
  const search = navItems.take('page:search');
  const settings = navItems.take('page:user-settings');
  const notifications = navItems.take('page:notifications');
  // A graph of one entity is reached from that entity.
  navItems.take('page:catalog-graph');
  const catalog = items.take('page:catalog');
  const apis = items.take('page:api-docs');
  const rest = items.rest({ sortBy: 'title' });
  return (
    <Sidebar>
      <SidebarLogo />
      <SidebarGroup label="Menu" icon={<RiMenuLine />}>
        {/* The whole name does not fit beside the icon. */}
        {environments && <NavItem {...environments} title="Environments" />}
        <WaitingApprovals>
          {({ title, href, count, label }) => (
            <SidebarItem
              to={href}
              icon={() => <RiCheckboxCircleLine size={24} />}
              text={title}
              aria-label={label ? `${title}: ${label}` : title}
              hasNotifications={Boolean(count)}
            >
              {Boolean(count) && <span className={styles.count}>{count}</span>}
            </SidebarItem>
          )}
        </WaitingApprovals>
        {catalog}
        {apis}
        {search && (
          <SidebarItem
            to={search.href}
            icon={() => <RiSearchLine size={24} />}
            text="Search"
          />
        )}
        {rest.length > 0 && <SidebarDivider />}
        <SidebarScrollWrapper>{rest}</SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <SidebarGroup
        label="Settings"
        icon={<RiSettings3Line />}
        to={settings?.href}
      >
        {/* A count in the title would bring back the titles of former pages. */}
        {notifications && (
          <NotificationsSidebarItem titleCounterEnabled={false} />
        )}
        {settings && <NavItem {...settings} />}
      </SidebarGroup>
    </Sidebar>
  );
}
