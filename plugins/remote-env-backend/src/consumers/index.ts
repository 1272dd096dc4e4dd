export {
  Bindings,
  BINDING_FINALIZER,
  type BindingRequest,
  type CreatedBinding,
} from './Bindings';
export { Subscriptions, type SubscriptionRequest } from './Subscriptions';
