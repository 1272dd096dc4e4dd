import { Link, useSidebarOpenState } from '@backstage/core-components';
import { PortalMark } from '../../mark/PortalMark';
import styles from './SidebarLogo.module.css';

/** Mark, and the name while the sidebar is open; leads home. */
export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={styles.root}>
      <Link to="/" underline="none" className={styles.link} aria-label="Home">
        <PortalMark size={32} />
        {isOpen && <span className={styles.name}>Remote Environments</span>}
      </Link>
    </div>
  );
}
