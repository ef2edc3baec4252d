/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.config;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.github.natsboot.listener.ListenerConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;

/**
 * Resolves the text attributes of one annotation: placeholders first, then expressions,
 * then the type that is wanted. Errors name the listener, the attribute and its text.
 */
final class AnnotationValueResolver {

	private final ConfigurableBeanFactory beanFactory;

	private final ListenerBeanScope scope;

	private final String listener;

	/**
	 * Create a resolver.
	 * @param beanFactory resolves placeholders and expressions
	 * @param bean the bean that the annotation is on
	 * @param listener what errors say it is
	 */
	AnnotationValueResolver(ConfigurableBeanFactory beanFactory, Object bean, String listener) {
		this.beanFactory = beanFactory;
		this.scope = new ListenerBeanScope(bean);
		this.listener = listener;
	}

	@Nullable String text(String attribute, String value) {
		Object resolved = resolve(attribute, value);
		if (resolved == null) {
			return null;
		}
		String text = resolved.toString().trim();
		return text.isEmpty() ? null : text;
	}

	List<String> texts(String attribute, String[] values) {
		List<String> result = new ArrayList<>();
		for (String value : values) {
			Object resolved = resolve(attribute, value);
			if (resolved instanceof Object[] array) {
				Arrays.stream(array).map(String::valueOf).forEach(result::add);
			}
			else if (resolved instanceof Collection<?> collection) {
				collection.stream().map(String::valueOf).forEach(result::add);
			}
			else if (resolved != null) {
				result.addAll(List.of(StringUtils.commaDelimitedListToStringArray(resolved.toString())));
			}
		}
		return result.stream().map(String::trim).toList();
	}

	@Nullable Integer integer(String attribute, String value) {
		String text = text(attribute, value);
		try {
			return (text != null) ? Integer.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw invalid(attribute, value, text, "a whole number", ex);
		}
	}

	@Nullable Long longInteger(String attribute, String value) {
		String text = text(attribute, value);
		try {
			return (text != null) ? Long.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw invalid(attribute, value, text, "a whole number", ex);
		}
	}

	@Nullable ZonedDateTime time(String attribute, String value) {
		String text = text(attribute, value);
		try {
			return (text != null) ? ZonedDateTime.parse(text) : null;
		}
		catch (DateTimeParseException ex) {
			throw invalid(attribute, value, text, "a time with its zone, such as 2026-01-31T08:00:00Z", ex);
		}
	}

	@Nullable Double decimal(String attribute, String value) {
		String text = text(attribute, value);
		try {
			return (text != null) ? Double.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw invalid(attribute, value, text, "a number", ex);
		}
	}

	@Nullable Boolean bool(String attribute, String value) {
		String text = text(attribute, value);
		if (text == null) {
			return null;
		}
		if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
			throw invalid(attribute, value, text, "true or false", null);
		}
		return Boolean.valueOf(text);
	}

	<E extends Enum<E>> @Nullable E constant(String attribute, String value, Class<E> type) {
		String text = text(attribute, value);
		if (text == null) {
			return null;
		}
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
				return constant;
			}
		}
		throw invalid(attribute, value, text,
				"one of " + StringUtils.arrayToDelimitedString(type.getEnumConstants(), ", "), null);
	}

	@Nullable Duration duration(String attribute, String value) {
		String text = text(attribute, value);
		try {
			return (text != null) ? DurationFormatterUtils.detectAndParse(text) : null;
		}
		catch (RuntimeException ex) {
			throw invalid(attribute, value, text, "a duration such as 500ms, 30s or 1m", ex);
		}
	}

	/**
	 * The bean that an attribute names.
	 * @param type what it has to be
	 * @return the bean, or {@code null} if the attribute is empty
	 */
	<T> @Nullable T bean(String attribute, String value, Class<T> type) {
		Object resolved = resolve(attribute, value);
		if (resolved == null || type.isInstance(resolved)) {
			return type.cast(resolved);
		}
		String name = resolved.toString().trim();
		if (name.isEmpty()) {
			return null;
		}
		if (!this.beanFactory.containsBean(name)) {
			throw new ListenerConfigurationException(this.listener,
					"'" + attribute + "' is \"" + name + "\", and there is no bean of that name. " + beans(type));
		}
		if (!this.beanFactory.isTypeMatch(name, type)) {
			throw new ListenerConfigurationException(this.listener, "'" + attribute + "' is \"" + name
					+ "\", and the bean of that name is no " + type.getSimpleName() + ". " + beans(type));
		}
		return this.beanFactory.getBean(name, type);
	}

	private String beans(Class<?> type) {
		String[] names = (this.beanFactory instanceof ListableBeanFactory beans)
				? BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type) : new String[0];
		return (names.length > 0) ? "There are: " + String.join(", ", names)
				: "There is no " + type.getSimpleName() + " at all";
	}

	private @Nullable Object resolve(String attribute, String value) {
		if (value.isEmpty()) {
			return null;
		}
		try {
			String text = this.beanFactory.resolveEmbeddedValue(value);
			BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
			// Only what the developer wrote is an expression, never what a property
			// holds.
			if (text == null || expressions == null || !value.contains("#{")) {
				return text;
			}
			return expressions.evaluate(text, new BeanExpressionContext(this.beanFactory, this.scope));
		}
		catch (RuntimeException ex) {
			throw new ListenerConfigurationException(this.listener, "'" + attribute + "' is \"" + value
					+ "\", which cannot be resolved: " + NestedExceptionUtils.getMostSpecificCause(ex).getMessage(),
					ex);
		}
	}

	private ListenerConfigurationException invalid(String attribute, String value, @Nullable String resolved,
			String wanted, @Nullable Exception cause) {
		String text = "'" + attribute + "' is \"" + value + "\"";
		if (!value.equals(resolved)) {
			text += " (resolved to \"" + resolved + "\")";
		}
		return new ListenerConfigurationException(this.listener, text + "; it must be " + wanted, cause);
	}

}
