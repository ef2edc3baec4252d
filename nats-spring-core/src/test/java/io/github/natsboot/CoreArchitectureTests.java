package io.github.natsboot;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * What the core promises about its own structure. Rules for every module are checked
 * where all of them are on the class path, next to the auto-configuration.
 */
class CoreArchitectureTests {

	private static final JavaClasses classes = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackages("io.github.natsboot");

	@Test
	void coreKnowsNoSpringBoot() {
		noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework.boot..").check(classes);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.github.natsboot.(**)").should().beFreeOfCycles().check(classes);
	}

}
