/**
 * The last versions of each document of each service. What they name lies in the document store and stays there as
 * long as its row.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('document_versions', table => {
    table.string('service_uid', 64).notNullable();
    table.string('role', 32).notNullable();
    table.integer('number').notNullable().comment('from 1, without gaps');
    table.string('service_id', 64).notNullable();
    table.string('environment_uid', 64).notNullable();
    table
      .bigInteger('generation')
      .notNullable()
      .comment('of the service, when it had this document first');
    table.string('sha256', 64).notNullable();
    table.string('format', 32).notNullable();
    table.string('content_type', 255).notNullable();
    table.bigInteger('size').notNullable().comment('bytes');
    table.string('at', 32).notNullable().comment('RFC 3339');
    table.string('origin', 16).comment('null: not known');
    table.string('changed_by', 512);
    // Decides between portals that record one change at once.
    table.primary(['service_uid', 'role', 'number']);
    table.index(['sha256'], 'document_versions_sha256');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('document_versions');
};
