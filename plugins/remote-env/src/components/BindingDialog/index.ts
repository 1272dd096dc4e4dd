export { BindingDialog } from './BindingDialog';
