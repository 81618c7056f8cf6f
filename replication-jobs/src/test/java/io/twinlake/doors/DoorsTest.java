package io.twinlake.doors;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple2;

/** The doors between the rooms: who may use whom, package by package. */
class DoorsTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.twinlake");

  @Test
  void seesAllRooms() {
    assertThat(HOUSE.containPackage("io.twinlake.core")).isTrue();
    assertThat(HOUSE.containPackage("io.twinlake.jobs")).isTrue();
  }

  @Test
  void coreUsesTheJdkSlf4jAndJacksonOnly() {
    classes()
        .that()
        .resideInAPackage("io.twinlake.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.twinlake.core..", "java..", "org.slf4j", "com.fasterxml.jackson..")
        .check(HOUSE);
  }

  @Test
  void coresPackagesDoNotNeedEachOtherInCircles() {
    slices().matching("io.twinlake.core.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void storageKnowsCoreOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.twinlake.storage..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.twinlake..")
                .and(not(resideInAnyPackage("io.twinlake.core..", "io.twinlake.storage.."))))
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  @Test
  void deltaKnowsCoreOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.twinlake.delta..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.twinlake..")
                .and(not(resideInAnyPackage("io.twinlake.core..", "io.twinlake.delta.."))))
        .check(HOUSE);
  }

  @Test
  void onlyDeltaSeesDeltaKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twinlake.delta..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.delta..")
        .check(HOUSE);
  }

  /** Checkpoints of Delta tables are Parquet, and so are large segments of the ledger. */
  @Test
  void onlyDeltaAndTheLedgersSegmentsSeeParquet() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.twinlake.delta..", "io.twinlake.jobs.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.parquet..")
        .check(HOUSE);
  }

  @Test
  void validationSeesCoreOnlyAndNoneOfThePlannersRules() {
    noClasses()
        .that()
        .resideInAPackage("io.twinlake.validation..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.twinlake..")
                .and(not(resideInAnyPackage("io.twinlake.core..", "io.twinlake.validation.."))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("io.twinlake.core.plan..", "io.twinlake.core.transfer..")
        .check(HOUSE);
  }

  @Test
  void theWorkspaceRoomKnowsCoreOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.twinlake.workspace..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.twinlake..")
                .and(not(resideInAnyPackage("io.twinlake.core..", "io.twinlake.workspace.."))))
        .check(HOUSE);
  }

  @Test
  void onlyTheWorkspaceRoomSeesTheDatabricksSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twinlake.workspace.api..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.databricks..")
        .check(HOUSE);
  }

  @Test
  void theMetastoreRoomKnowsCoreOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.twinlake.metastore..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.twinlake..")
                .and(not(resideInAnyPackage("io.twinlake.core..", "io.twinlake.metastore.."))))
        .check(HOUSE);
  }

  @Test
  void onlyTheMetastoreRoomSeesHivesClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twinlake.metastore.hive..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hadoop.hive..", "org.apache.thrift..", "com.facebook..")
        .check(HOUSE);
  }

  @Test
  void onlyJobsSeeSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twinlake.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(HOUSE);
  }

  /** Scala's collections changed between 2.12 and 2.13, and the one jar runs on both. */
  @Test
  void jobsUseNothingOfScalaButTupleAndOption() {
    noClasses()
        .that()
        .resideInAPackage("io.twinlake.jobs..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("scala..").and(not(belongToAnyOf(Tuple2.class, Option.class))))
        .check(HOUSE);
  }

  /** What is not public API changes between the Spark lines that the one jar runs on. */
  @Test
  void jobsKeepToSparksPublicApi() {
    noClasses()
        .that()
        .resideInAPackage("io.twinlake.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark.sql.catalyst..",
            "org.apache.spark.sql.execution..",
            "org.apache.spark.sql.internal..",
            "org.apache.spark.internal..",
            "org.apache.spark.deploy..")
        .check(HOUSE);
  }

  @Test
  void onlyStorageSeesTheAzureSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twinlake.storage..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.azure..")
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandLineSeesPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twinlake.jobs.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(HOUSE);
  }
}
