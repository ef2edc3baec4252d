package io.github.natsboot.autoconfigure;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * What every module promises about its structure: the classes of this module and of those
 * it is built on.
 */
class ArchitectureTests {

	private static final JavaClasses library = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackages("io.github.natsboot");

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.github.natsboot.(**)").should().beFreeOfCycles().check(library);
	}

	@Test
	void packagesAreNullMarked() {
		DescribedPredicate<JavaClass> nullMarkedPackage = describe("in a package whose package-info is @NullMarked",
				(type) -> type.getPackage().isAnnotatedWith(NullMarked.class));
		classes().should(be(nullMarkedPackage)).check(library);
	}

	@Test
	void postProcessorsAreCreatedWithoutTheirConfiguration() {
		methods().that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(assignableTo(BeanPostProcessor.class).or(assignableTo(BeanFactoryPostProcessor.class)))
			.should()
			.beStatic()
			.because("the configuration class would otherwise be created before it can be post-processed")
			.check(library);
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(library);
	}

	@Test
	void autoConfigurationsHaveNoPublicMembers() {
		DescribedPredicate<JavaMember> constructor = describe("constructors",
				(member) -> member.getName().equals("<init>"));
		members().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.and(DescribedPredicate.not(constructor))
			.should()
			.notBePublic()
			.check(library);
	}

	@Test
	void autoConfigurationsHaveNoPublicNestedClasses() {
		DescribedPredicate<JavaClass> nested = describe("are nested in an @AutoConfiguration",
				(type) -> type.getEnclosingClass()
					.filter((enclosing) -> enclosing.isAnnotatedWith(AutoConfiguration.class))
					.isPresent());
		classes().that(nested).should().notBePublic().check(library);
	}

}
