const TABLES = [
  'index_environments',
  'index_approvals',
  'index_services',
  'index_certificates',
  'index_bindings',
  'index_subscriptions',
];

/**
 * Which version of an object a row shows, so that several portals can write one index and none takes it back in
 * time. Rows of before have none and are written anew with the next start. Services are also found by their readable
 * name.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  for (const name of TABLES) {
    await knex.schema.alterTable(name, table => {
      table.string('version', 150).notNullable().defaultTo('');
    });
  }
  await knex.schema.alterTable('index_services', table => {
    table.string('service_name', 100).nullable();
    table.index(
      ['environment_uid', 'service_name'],
      'index_services_service_name_idx',
    );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('index_services', table => {
    table.dropIndex(
      ['environment_uid', 'service_name'],
      'index_services_service_name_idx',
    );
    table.dropColumn('service_name');
  });
  for (const name of TABLES) {
    await knex.schema.alterTable(name, table => {
      table.dropColumn('version');
    });
  }
};
