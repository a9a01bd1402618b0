using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KgRca.Tenancy.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class UsageHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "provisioning",
                columns: table => new
                {
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    done_step = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    began_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning", x => x.client_id);
                });

            migrationBuilder.CreateTable(
                name: "usage_hours",
                columns: table => new
                {
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    hour = table.Column<long>(type: "bigint", nullable: false),
                    meter = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    quantity = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_hours", x => new { x.client_id, x.hour, x.meter, x.source });
                    table.ForeignKey(
                        name: "FK_usage_hours_clients_client_id",
                        column: x => x.client_id,
                        principalTable: "clients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            // What was counted by day counts for the day's first hour.
            migrationBuilder.Sql(
                "INSERT INTO usage_hours (client_id, hour, meter, source, quantity) SELECT client_id, CAST(extract(epoch FROM day) * 1000 AS bigint), meter, 'days', quantity FROM usage");

            migrationBuilder.DropTable(
                name: "usage");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "usage",
                columns: table => new
                {
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    meter = table.Column<int>(type: "integer", nullable: false),
                    quantity = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage", x => new { x.client_id, x.day, x.meter });
                    table.ForeignKey(
                        name: "FK_usage_clients_client_id",
                        column: x => x.client_id,
                        principalTable: "clients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.DropTable(
                name: "usage_hours");

            migrationBuilder.DropTable(
                name: "provisioning");
        }
    }
}
